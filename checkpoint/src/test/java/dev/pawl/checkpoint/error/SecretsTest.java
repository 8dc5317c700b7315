package dev.pawl.checkpoint.error;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "password",
                "private_key_file_pwd",
                "privateKeyPassphrase",
                "private_key",
                "ssl.private-key",
                "spark.hadoop.fs.s3a.encryption.key",
                "client.encryptionKey",
                "x-api-key",
                "apiKey",
                "fs.azure.account.key.h",
                "spark.hadoop.fs.s3a.access.key"
            })
    void whatIsCalledSoIsASecret(String name) {
        assertThat(Secrets.isSecret(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"path", "keyColumn", "kafka.key.serializer", "publicKey"})
    void otherKeysAreNot(String name) {
        assertThat(Secrets.isSecret(name)).isFalse();
    }

    @Test
    void secretsInUrlsAreLeftOut() {
        assertThat(Secrets.withoutSecrets("jdbc:x://h/db?user=me&pwd=hunter2&a=b"))
                .isEqualTo("jdbc:x://h/db?user=me&pwd=" + Secrets.HIDDEN + "&a=b");
        assertThat(Secrets.withoutSecrets("https://h?passphrase=hunter2")).doesNotContain("hunter2");
    }
}
