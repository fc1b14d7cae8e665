"""A generator of reports in the layout of the city's Digitalisierungsbericht.

    invent | rounds | sample     which projects, fact sheets and totals the report holds (`model.Report`)
      → document                 the HTML document with real tables
      → printing                 headless Chromium prints it, pdftotext extracts it in content-stream order
      → noise                    the kinds of noise that the city's published text shows
      → expected                 the tables that a reader must come to (columns as in the package)

It shares nothing with the reader: its printed wordings are a table of its own (`wordings`), and the
expected tables come from what went in, never from the text. The same seed gives the same report
(with the same Chromium, poppler and fonts).
"""
