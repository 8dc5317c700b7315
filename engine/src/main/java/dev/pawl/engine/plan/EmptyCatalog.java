package dev.pawl.engine.plan;

import java.net.URI;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.catalyst.catalog.CatalogDatabase;
import org.apache.spark.sql.catalyst.catalog.InMemoryCatalog;
import scala.jdk.javaapi.CollectionConverters;

/** The catalog of tables and functions outside a pipeline: there are none, and no directory is made for them. */
final class EmptyCatalog extends InMemoryCatalog {
    EmptyCatalog() {
        super(new SparkConf(false), new Configuration(false));
    }

    @Override
    public synchronized boolean databaseExists(String database) {
        return true;
    }

    @Override
    public synchronized CatalogDatabase getDatabase(String database) {
        return new CatalogDatabase(
                database,
                "",
                URI.create("none:/"),
                scala.collection.immutable.Map$.MODULE$.from(CollectionConverters.asScala(Map.<String, String>of())));
    }

    @Override
    public synchronized boolean tableExists(String database, String table) {
        return false;
    }

    @Override
    public synchronized boolean functionExists(String database, String function) {
        return false;
    }
}
