package dev.pawl.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WriterCaseTest {
    @Test
    void everyShapeAndEveryFormOfEveryLayoutIsTried() {
        Set<QueryShape> tried = WriterCase.all().stream().map(WriterCase::shape).collect(Collectors.toSet());
        tried.addAll(WriterCase.AS_OTHERS);
        assertThat(tried).isEqualTo(EnumSet.allOf(QueryShape.class));
        for (StateLayout layout : StateLayout.values()) {
            assertThat(WriterCase.all().stream()
                            .filter(each -> each.layout() == layout)
                            .map(WriterCase::form)
                            .collect(Collectors.toSet()))
                    .as(layout.name())
                    .isEqualTo(layout.forms());
        }
    }
}
