package dev.holdfast.cluster.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cluster.journal.Journal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SyncerTest {
  private final List<Throwable> fatal = new ArrayList<>();
  private final List<String> answers = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(classes = {IllegalStateException.class, InternalError.class, OutOfMemoryError.class})
  void stopsTheMemberWhateverAFlushThrows(Class<? extends Throwable> failure) throws Exception {
    Throwable thrown = failure.getConstructor(String.class).newInstance("fsync failed");
    Journal broken =
        (Journal)
            Proxy.newProxyInstance(
                Journal.class.getClassLoader(),
                new Class<?>[] {Journal.class},
                (journal, method, arguments) -> {
                  throw thrown;
                });
    Syncer syncer =
        new Syncer(
            broken,
            Clock.system(),
            Runnable::run,
            new HostMetrics(new SimpleMeterRegistry()),
            fatal::add);
    syncer.whenSynced(() -> answers.add("acknowledged"));
    assertThat(fatal).containsExactly(thrown);
    assertThat(answers).isEmpty();
  }
}
