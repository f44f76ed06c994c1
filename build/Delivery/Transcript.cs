using System.Globalization;
using System.Text;
using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Delivery;

/// <summary>The last questions of this run to the servers of the monitoring, each with its last answer.</summary>
public sealed class Transcript(TimeProvider time)
{
    private const int MostQuestions = 200;

    /// <summary>How much of an answer is kept, in bytes.</summary>
    private const int LongestAnswer = 64 * 1024;

    private readonly Lock _writing = new();
    private readonly Dictionary<string, (DateTimeOffset At, string Answer)> _answers = [];

    /// <summary>Keeps what goes through a handler.</summary>
    internal HttpMessageHandler Of(HttpMessageHandler handler) => new Listener(handler, this);

    /// <summary>All of it, in the order of time.</summary>
    public override string ToString()
    {
        lock (_writing)
        {
            var text = new StringBuilder();
            foreach (var (question, (at, answer)) in _answers.OrderBy(pair => pair.Value.At))
            {
                text.Append(CultureInfo.InvariantCulture, $"{at.UtcDateTime:HH:mm:ss.fff} {question}\n{answer}\n\n");
            }

            return text.ToString();
        }
    }

    private void Keep(string question, string answer)
    {
        lock (_writing)
        {
            _answers[question] = (time.GetUtcNow(), answer);
            if (_answers.Count > MostQuestions)
            {
                _answers.Remove(_answers.MinBy(pair => pair.Value.At).Key);
            }
        }
    }

    private sealed class Listener(HttpMessageHandler inner, Transcript transcript) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var question = $"{request.Method} {Uri.UnescapeDataString($"{request.RequestUri}")}";
            try
            {
                var answer = await base.SendAsync(request, cancellationToken);
                transcript.Keep(question, $"{(int)answer.StatusCode} {await BodyAsync(answer, cancellationToken)}");
                return answer;
            }
            catch (HttpRequestException exception)
            {
                transcript.Keep(question, $"no answer: {exception.InnerException?.Message ?? exception.Message}");
                throw;
            }
        }

        private static async Task<string> BodyAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
        {
            await answer.Content.LoadIntoBufferAsync(SmallFile.Largest * 2, cancellationToken);

            // Whoever asked reads the same stream, from its start.
            var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
            var start = new byte[Math.Min(body.Length, LongestAnswer)];
            await body.ReadExactlyAsync(start, cancellationToken);
            body.Position = 0;
            var text = Encoding.UTF8.GetString(start);
            return body.Length > LongestAnswer ? $"{Whole(text)}… ({body.Length} bytes)" : text;
        }

        /// <summary>Up to the last value that is whole: half a secret would not be known as one.</summary>
        private static string Whole(string text) => text[..(text.LastIndexOfAny([',', '\n', ' ']) + 1)];
    }
}
