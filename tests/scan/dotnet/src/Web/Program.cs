builder.Services.AddAuthentication("key");
app.UseWebSockets();
