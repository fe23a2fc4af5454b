"""SQL text -> fragments with positions; sqlglot is imported only inside parse."""
