"""Run by a test in a process of its own: the routes of the plugin, and to which ones some requests lead.

`python our_routes.py ckan.ini` reads `[[method, path], …]` and writes `{"ours": …, "matched": …}`, both JSON.
"""

from __future__ import annotations

import json
import sys


def main() -> None:
    """Make the application as a server does, and ask its map of addresses."""
    from ckan.cli import CKANConfigLoader
    from ckan.config.middleware import make_app

    app = make_app(CKANConfigLoader(sys.argv[1]).get_config())
    from ckanext.hndigital import views
    from ckanext.hndigital.dcat.views import blueprints as of_dcat
    from ckanext.hndigital.theme.views import blueprints as of_theme

    names = {blueprint.name for blueprint in (*views.blueprints(), *of_dcat(), *of_theme())} | {
        "digitalprojekt",
        "digitalprojekt_resource",
    }
    ours = {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.split(".")[0] in names}
    adapter = app.url_map.bind("localhost")
    matched = [adapter.match(path, method=method)[0] for method, path in json.load(sys.stdin)]
    json.dump({"ours": sorted(ours), "matched": matched}, sys.stdout)


if __name__ == "__main__":
    main()
