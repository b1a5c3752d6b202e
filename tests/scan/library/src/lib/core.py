# a library for a Flask app: app = Flask(__name__)
