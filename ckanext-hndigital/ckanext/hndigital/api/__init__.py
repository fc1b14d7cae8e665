"""The interfaces of the portal: an OpenAPI 3.1 document, and the page for developers."""
