"""The matching of offers, once, in numpy over a columnar snapshot."""
