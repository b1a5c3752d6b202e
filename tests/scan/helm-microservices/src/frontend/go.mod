module example.org/frontend

go 1.24

require (
	google.golang.org/grpc v1.70.0
	golang.org/x/net v0.30.0 // indirect
)
