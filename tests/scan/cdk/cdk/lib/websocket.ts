new apigwv2.WebSocketApi(this, "Socket", {});
