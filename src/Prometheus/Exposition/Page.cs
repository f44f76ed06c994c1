using System.Globalization;
using System.Runtime.CompilerServices;

namespace Prometheus;

/// <summary>The text of one scrape, in one growing buffer that the next scrape uses again.</summary>
internal sealed class Page
{
    private const int LongestNumber = 32;
    private byte[] _bytes = new byte[16 * 1024];
    private int _length;

    /// <summary>What has been written since the last <see cref="Clear"/>.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _length);

    public void Clear() => _length = 0;

    public void Append(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Room(text.Length));
        _length += text.Length;
    }

    public void Append(byte character)
    {
        Room(1)[0] = character;
        _length++;
    }

    public void Append(long number)
    {
        number.TryFormat(Room(LongestNumber), out var written, provider: CultureInfo.InvariantCulture);
        _length += written;
    }

    /// <summary>A number as both formats write it: the shortest text that reads back as the same double.</summary>
    public void Append(double number)
    {
        // Below this every whole number is itself, and writing it as an integer is several times faster.
        const double Exact = 1L << 53;
        if (number is > -Exact and < Exact && (long)number == number)
        {
            Append((long)number);
        }
        else if (double.IsInfinity(number))
        {
            Append(number > 0 ? "+Inf"u8 : "-Inf"u8);
        }
        else
        {
            number.TryFormat(Room(LongestNumber), out var written, "g", CultureInfo.InvariantCulture);
            _length += written;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> Room(int size)
    {
        if (_bytes.Length - _length < size)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + size));
        }

        return _bytes.AsSpan(_length);
    }
}
