new Table(this, "Conversations", {});
