"""政策文件库: the policy documents that a firm keeps, beside those that are shipped."""
