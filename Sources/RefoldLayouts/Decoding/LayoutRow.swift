// Unsafe here: a row's columns in the database's memory, as its adapter passes them on.

import RefoldValues

/// One row of a layout's SELECT, in the memory of the database, valid while it is decoded.
@safe
public struct LayoutRow {
    /// A column that holds a text, in any of the forms that databases have for it.
    @safe
    public struct Text {
        /// What the bytes are.
        public enum Form: Sendable {
            case null
            /// UTF-8.
            case text
            /// The 16 bytes of a UUID.
            case uuid
        }

        public let form: Form
        public let bytes: UnsafeRawBufferPointer

        @inlinable
        public init(_ form: Form, _ bytes: UnsafeRawBufferPointer) {
            self.form = form
            unsafe self.bytes = bytes
        }

        /// No value.
        @inlinable
        public static var null: Text { unsafe Text(.null, UnsafeRawBufferPointer(start: nil, count: 0)) }
    }

    /// A column that holds a time.
    public enum Time {
        case null
        /// Microseconds since 1970; nil if the database's own time lies beyond them.
        case microseconds(Int64?)
        /// A number whose unit the layout states.
        case number(Int64)
        case text(Text)
    }

    /// A column that holds a payload.
    public enum Content: Sendable {
        /// JSON that the database has checked.
        case json
        /// Anything.
        case any
    }

    public var position: Int64
    public var version: Int64?
    public var id: Text
    public var stream: Text
    public var type: Text
    public var data: Text
    public var dataContent: Content
    public var metadata: Text
    public var metadataContent: Content
    public var occurredAt: Time
    public var recordedAt: Time
    /// Why the payload cannot be read, by the SELECT itself.
    public var unreadable: Text

    @inlinable
    public init(
        position: Int64, version: Int64?, id: Text, stream: Text, type: Text, data: Text, dataContent: Content, metadata: Text,
        metadataContent: Content, occurredAt: Time, recordedAt: Time, unreadable: Text
    ) {
        self.position = position
        self.version = version
        self.id = id
        self.stream = stream
        self.type = type
        self.data = data
        self.dataContent = dataContent
        self.metadata = metadata
        self.metadataContent = metadataContent
        self.occurredAt = occurredAt
        self.recordedAt = recordedAt
        self.unreadable = unreadable
    }
}
