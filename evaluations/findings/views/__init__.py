"""The pages of 质量, 统计, 开放题 and 导出."""
