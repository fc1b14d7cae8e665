"""The plugin `hndigital_theme`: frame, home, menu and footer of the portal, CKAN's own pages mended."""
