package dev.pawl.connectors.jdbc;

/**
 * A column of a result, as the driver describes it.
 *
 * @param jdbcType of {@link java.sql.Types}
 * @param typeName the database's name of the type
 */
record ResultColumn(String name, int jdbcType, String typeName, int precision, int scale, boolean isSigned) {}
