new UserPool(this, "Pool", {});
