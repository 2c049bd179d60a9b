"""HSDS (Open Referral Human Services Data Specification): its files read and written."""
