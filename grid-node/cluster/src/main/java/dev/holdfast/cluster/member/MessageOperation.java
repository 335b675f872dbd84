package dev.holdfast.cluster.member;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.DataSerializableFactory;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import com.hazelcast.spi.impl.AllowedDuringPassiveState;
import com.hazelcast.spi.impl.operationservice.Operation;
import com.hazelcast.spi.impl.operationservice.ReadonlyOperation;
import java.io.IOException;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Carries a message to a member, one way. It runs on the thread of the shard's partition, so that
 * what one member says about a shard stays in order; where the partition is, or whether it moves,
 * is no concern of it (read-only to Hazelcast, no validation).
 */
final class MessageOperation extends Operation
    implements IdentifiedDataSerializable, ReadonlyOperation, AllowedDuringPassiveState {
  static final int FACTORY = 7_401;
  private static final int CLASS = 1;

  private @Nullable UUID from;
  private byte @Nullable [] message;

  /** For Hazelcast, which fills it. */
  private MessageOperation() {}

  MessageOperation(UUID from, int shard, byte[] message) {
    this.from = from;
    this.message = message;
    setPartitionId(shard);
    setReplicaIndex(0);
  }

  static DataSerializableFactory factory() {
    return id -> new MessageOperation();
  }

  @Override
  public String getServiceName() {
    return HazelcastMembers.SERVICE;
  }

  @Override
  public void run() {
    HazelcastMembers members = getService();
    members.received(
        Objects.requireNonNull(from), getPartitionId(), Objects.requireNonNull(message));
  }

  @Override
  public boolean returnsResponse() {
    return false;
  }

  @Override
  public boolean validatesTarget() {
    return false;
  }

  @Override
  public int getFactoryId() {
    return FACTORY;
  }

  @Override
  public int getClassId() {
    return CLASS;
  }

  @Override
  protected void writeInternal(ObjectDataOutput out) throws IOException {
    UUID sender = Objects.requireNonNull(from);
    out.writeLong(sender.getMostSignificantBits());
    out.writeLong(sender.getLeastSignificantBits());
    out.writeByteArray(message);
  }

  @Override
  protected void readInternal(ObjectDataInput in) throws IOException {
    from = new UUID(in.readLong(), in.readLong());
    message = in.readByteArray();
  }
}
