"""The WSGI application, for any WSGI server: ``granian --interface wsgi server:app``. Settings come from ``KG_*``."""

import os

from kg.web import Settings, create_server

app = create_server(Settings.from_environment(os.environ))
