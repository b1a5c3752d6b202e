bootstrap = new ServerBootstrap();
