upgrader := &websocket.Upgrader{}
