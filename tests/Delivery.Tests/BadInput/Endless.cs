using System.Text;

namespace GitOpsDemo.Delivery.Tests.BadInput;

/// <summary>A stream that begins with a text and then says another for ever.</summary>
internal sealed class Endless(string begin, string again) : Stream
{
    private readonly byte[] _again = Encoding.UTF8.GetBytes(again);
    private readonly byte[] _begin = Encoding.UTF8.GetBytes(begin);
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => _position; set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count)
    {
        for (var at = 0; at < count; at++, _position++)
        {
            buffer[offset + at] = _position < _begin.Length ? _begin[_position] : _again[(_position - _begin.Length) % _again.Length];
        }

        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
