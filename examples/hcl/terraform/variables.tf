variable "lambda_timeout" {
  description = "Seconds the function may take. The HTTP API in front of it gives up after 30."
  type        = number
  default     = 60
}

variable "chat_lambda_memory" {
  description = "Memory of the function in MB."
  type        = number
  default     = 512
}

variable "model_id" {
  description = "The Bedrock model that answers."
  type        = string
  default     = "amazon.nova-lite-v1:0"
}
