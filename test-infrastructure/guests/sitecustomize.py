"""Let CKAN find extensions in a folder of their own (HNDIGITAL_GUESTS), as in `site-packages`."""

import os
import site

if os.environ.get("HNDIGITAL_GUESTS"):
    site.addsitedir(os.environ["HNDIGITAL_GUESTS"])
