terraform {
  required_version = ">= 1.10"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100.0, < 7.0.0"
    }
    archive = {
      source  = "hashicorp/archive"
      version = "~> 2.7"
    }
  }

  backend "local" {}
}

# Region and credentials come from the environment.
provider "aws" {}

locals {
  project_name = "test-llms-demo"
}
