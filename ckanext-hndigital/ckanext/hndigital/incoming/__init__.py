"""What comes in with a request, looked at before any view of the portal's sees it: ours and CKAN's.

`limits` says how much of everything there may be, and why; `text` which characters; `values` which kinds;
`parameters` which names a data route takes; `gate` asks them all; `logs` keeps what is written of it short.
"""
