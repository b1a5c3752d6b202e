CREATE TABLE sources ();
