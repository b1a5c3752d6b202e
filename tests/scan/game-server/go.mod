module example.org/game

go 1.24

require (
	github.com/gorilla/websocket v1.5.0
	github.com/gorilla/mux v1.8.0
	github.com/jackc/pgx/v5 v5.7.0
	github.com/golang-jwt/jwt/v4 v4.5.0
)
