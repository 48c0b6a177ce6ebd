"""Storage elsewhere: an S3 store or a machine reached by SFTP. What goes there is sealed before it leaves."""
