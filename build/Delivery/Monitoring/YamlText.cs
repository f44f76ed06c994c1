using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.EventEmitters;

namespace GitOpsDemo.Delivery.Monitoring;

/// <summary>Writes mappings, lists and values as YAML that reads back as the same.</summary>
internal static class YamlText
{
    private static readonly ISerializer Serializer = new SerializerBuilder()
        .WithQuotingNecessaryStrings(quoteYaml1_1Strings: true)
        .WithEventEmitter(next => new LiteralLines(next))
        .DisableAliases()
        .Build();

    public static string Write(IReadOnlyDictionary<string, object> document) => Serializer.Serialize(document);

    /// <summary>Text of several lines, such as an expression, stays readable where a literal block keeps every character of it.</summary>
    private sealed class LiteralLines(IEventEmitter next) : ChainedEventEmitter(next)
    {
        public override void Emit(ScalarEventInfo eventInfo, IEmitter emitter)
        {
            if (eventInfo.Source.Value is string text && text.Contains('\n'))
            {
                eventInfo.Style = text == text.Trim() && !text.Contains('\r') ? ScalarStyle.Literal : ScalarStyle.DoubleQuoted;
            }

            base.Emit(eventInfo, emitter);
        }
    }
}
