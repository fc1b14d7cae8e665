"""The interfaces of the portal as an OpenAPI 3.1 document, and the examples that the pages show."""
