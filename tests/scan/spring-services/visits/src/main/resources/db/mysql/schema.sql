CREATE TABLE visits ();
