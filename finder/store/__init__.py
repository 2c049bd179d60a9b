"""The records and their SQL, on SpatiaLite and PostGIS; takes a session and never commits."""
