final stream = query.snapshots();
