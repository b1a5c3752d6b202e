public class UpdateMappings {}
