"""Documents and workbooks of office programs and browsers → paragraphs and grids of cells.

Each module knows one format and nothing of reports; what stands in a file is said as `blocks` has it. Nothing
in a file is run, followed or fetched.
"""
