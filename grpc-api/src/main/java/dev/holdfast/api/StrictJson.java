package dev.holdfast.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.linecorp.armeria.common.JacksonObjectMapperProvider;

/**
 * How Armeria reads the JSON of requests: a key that comes twice or text behind the end is
 * malformed, not a matter of luck. Found by its service loader, hence public.
 */
public final class StrictJson implements JacksonObjectMapperProvider {

  @Override
  public ObjectMapper newObjectMapper() {
    return JsonMapper.builder()
        .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .build();
  }
}
