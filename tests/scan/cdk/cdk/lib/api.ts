new DockerImageFunction(this, "Handler", {});
