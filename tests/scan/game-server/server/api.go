server.ListenAndServe()
