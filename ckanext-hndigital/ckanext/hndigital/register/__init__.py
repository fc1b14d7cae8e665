"""The register in the DataStore: its tables, who may see which row, and its dataset."""
