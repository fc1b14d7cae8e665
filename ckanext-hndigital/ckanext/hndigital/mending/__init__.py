"""What mends CKAN itself, apart from what is ours: each module one fault, and where it is known upstream.

Without CKAN's fault a module here would not be needed: when the line “Upstream” of one says that it is closed
in every version that is supported, it can go.
"""
