"""Let CKAN find other extensions that lie in a folder of their own (HNDIGITAL_GUESTS), as `site-packages` would."""

import os
import site

if os.environ.get("HNDIGITAL_GUESTS"):
    site.addsitedir(os.environ["HNDIGITAL_GUESTS"])
