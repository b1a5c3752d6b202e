CREATE TABLE owners ();
