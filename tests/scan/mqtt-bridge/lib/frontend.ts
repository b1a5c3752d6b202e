const server = new WebSocketServer({});
