"""The application for a WSGI server: `gunicorn wsgi:app`."""

from crm_mobile.app import create_app

app = create_app()
