package dev.pawl.engine.plan;

import java.util.List;
import java.util.Optional;
import scala.Option;
import scala.collection.Iterable;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Lists of Java and of Scala into each other. */
final class Seqs {
    private Seqs() {}

    static <T> Seq<T> seq(List<? extends T> list) {
        return CollectionConverters.<T>asScala(List.<T>copyOf(list)).toSeq();
    }

    static <T> Optional<T> optional(Option<T> option) {
        return option.isDefined() ? Optional.of(option.get()) : Optional.empty();
    }

    static <T> List<T> list(Iterable<T> seq) {
        return List.copyOf(CollectionConverters.asJava(seq.toSeq()));
    }
}
