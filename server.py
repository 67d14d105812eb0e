"""The WSGI application, for any WSGI server: ``granian --interface wsgi server:app``. Settings come from ``KG_*``."""

import os

from kg.web import Settings, create_app

app = create_app(Settings.from_environment(os.environ))
