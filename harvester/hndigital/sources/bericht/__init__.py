"""The layout of the city's Digitalisierungsbericht as text: lines, tables, fact sheets, figures, charts."""
