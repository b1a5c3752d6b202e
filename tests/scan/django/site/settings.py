DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3'}}
LOGIN_URL = '/sign-in'
